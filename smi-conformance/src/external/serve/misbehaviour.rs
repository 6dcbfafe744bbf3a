//! Everything that a plug-in can do wrong, once.

use std::str::FromStr;

use serde_json::{Value, json};

use super::{Code, ErrorAnswer, Message};

/// One thing to do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misbehaviour {
    /// Ends without a word.
    Die,
    /// Says nothing any more.
    Hang,
    /// Never answers this request, but lives.
    Stall,
    /// Closes standard output.
    CloseStdout,
    /// Answers twice.
    AnswerTwice,
    /// Answers what was never asked.
    UnknownId,
    /// Writes something that is no JSON.
    Garbage,
    /// Writes a line of 100 MB.
    LongLine,
    /// Writes a line that is no text.
    InvalidUtf8,
    /// Asks the suite something.
    Request,
    /// Tells the suite something that it does not know.
    StrangeNotification,
    /// Answers with something else than was asked for.
    WrongForm,
    /// Answers with one too few or one too many.
    WrongLength,
    /// Names a pod that is not there.
    UnknownPod,
    /// Tells an outcome twice.
    OutcomeTwice,
    /// Tells an outcome of a probe that nobody sent.
    OutcomeUnknown,
    /// Answers before the first outcome.
    EarlyResponse,
    /// Gives no signs of life while it takes its time.
    NoHeartbeat,
    /// Answers with an error, which is its right.
    Refuse,
    /// Does not end.
    Stay,
}

impl Misbehaviour {
    /// All, by their names.
    pub(crate) const ALL: [(&str, Self); 20] = [
        ("die", Self::Die),
        ("hang", Self::Hang),
        ("stall", Self::Stall),
        ("close-stdout", Self::CloseStdout),
        ("answer-twice", Self::AnswerTwice),
        ("unknown-id", Self::UnknownId),
        ("garbage", Self::Garbage),
        ("long-line", Self::LongLine),
        ("invalid-utf8", Self::InvalidUtf8),
        ("request", Self::Request),
        ("strange-notification", Self::StrangeNotification),
        ("wrong-form", Self::WrongForm),
        ("wrong-length", Self::WrongLength),
        ("unknown-pod", Self::UnknownPod),
        ("outcome-twice", Self::OutcomeTwice),
        ("outcome-unknown", Self::OutcomeUnknown),
        ("early-response", Self::EarlyResponse),
        ("no-heartbeat", Self::NoHeartbeat),
        ("refuse", Self::Refuse),
        ("stay", Self::Stay),
    ];
}

/// What to do wrong, and in place of the answer to which method.
#[derive(Clone, Debug)]
pub(crate) struct At {
    misbehaviour: Misbehaviour,
    method: String,
    done: bool,
}

/// What is written in place of a message.
#[derive(Debug)]
pub(super) enum Wrong {
    /// A message.
    Say(Message),
    /// Bytes.
    Write(Vec<u8>),
    /// Closes standard output.
    Close,
    /// Ends.
    Exit(u8),
    /// Nothing, now and later.
    Nothing,
}

impl FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = text.split_once('@').and_then(|(name, method)| {
            let (_, misbehaviour) = Misbehaviour::ALL.iter().find(|(known, _)| *known == name)?;
            Some(Self { misbehaviour: *misbehaviour, method: method.to_owned(), done: false })
        });
        found.ok_or_else(|| {
            let names: Vec<_> = Misbehaviour::ALL.iter().map(|(name, _)| *name).collect();
            format!("expected NAME@METHOD, such as die@probe; names are {}", names.join(", "))
        })
    }
}

impl At {
    /// What to write in place of a message about a method.
    pub(super) fn spoil(&mut self, about: &str, message: Message) -> Vec<Wrong> {
        if about == "heartbeat" && self.misbehaviour == Misbehaviour::NoHeartbeat {
            return Vec::new();
        }
        if self.done || about != self.method {
            return vec![Wrong::Say(message)];
        }
        match self.wrong(&message) {
            Some(wrongs) => {
                self.done = true;
                wrongs
            }
            None => vec![Wrong::Say(message)],
        }
    }

    /// What is wrong about a message of the method; nothing if this is not the one.
    fn wrong(&self, message: &Message) -> Option<Vec<Wrong>> {
        let is_outcome = matches!(message, Message::Notification { .. });
        match self.misbehaviour {
            Misbehaviour::OutcomeTwice if is_outcome => {
                Some(vec![Wrong::Say(message.clone()), Wrong::Say(message.clone())])
            }
            Misbehaviour::EarlyResponse if is_outcome => Some(Vec::new()),
            Misbehaviour::OutcomeUnknown if is_outcome => {
                Some(vec![Wrong::Say(with_params(message, "/probe", &json!("nobody")))])
            }
            Misbehaviour::UnknownPod if is_outcome => {
                let Message::Notification { params, .. } = message else { return None };
                params.pointer("/outcome/served/pod")?;
                let pod = json!("stranger-0");
                Some(vec![Wrong::Say(with_params(message, "/outcome/served/pod", &pod))])
            }
            Misbehaviour::WrongForm if is_outcome => {
                Some(vec![Wrong::Say(with_params(message, "/outcome", &json!("lost")))])
            }
            _ if is_outcome => None,
            _ => self.in_place_of_a_response(message),
        }
    }

    fn in_place_of_a_response(&self, message: &Message) -> Option<Vec<Wrong>> {
        let say = |message: &Message| Wrong::Say(message.clone());
        let write = |bytes: &[u8]| Wrong::Write(bytes.to_vec());
        Some(match self.misbehaviour {
            Misbehaviour::Die => vec![Wrong::Exit(7)],
            Misbehaviour::Hang => vec![Wrong::Nothing],
            Misbehaviour::Stall | Misbehaviour::NoHeartbeat => Vec::new(),
            Misbehaviour::CloseStdout => vec![Wrong::Close, Wrong::Nothing],
            Misbehaviour::AnswerTwice => vec![say(message), say(message)],
            Misbehaviour::UnknownId => match message.clone() {
                Message::Response { result, .. } => {
                    vec![Wrong::Say(Message::Response { id: json!(1_000_000), result })]
                }
                _ => return None,
            },
            Misbehaviour::Garbage => vec![write(b"Traceback (most recent call last):\n")],
            Misbehaviour::LongLine => {
                (0..100).map(|_| Wrong::Write(vec![b'x'; 1_000_000])).collect()
            }
            Misbehaviour::InvalidUtf8 => vec![write(b"{\"jsonrpc\":\"2.0\",\"id\":\"\xff\"}\n")],
            Misbehaviour::Request => vec![Wrong::Say(Message::Request {
                id: json!("mine"),
                method: "hello".to_owned(),
                params: json!({}),
            })],
            Misbehaviour::StrangeNotification => vec![Wrong::Say(Message::Notification {
                method: "weather".to_owned(),
                params: json!({}),
            })],
            Misbehaviour::WrongForm => vec![Wrong::Say(with_result(message, |_| json!(7))?)],
            Misbehaviour::WrongLength => vec![Wrong::Say(with_result(message, other_length)?)],
            Misbehaviour::UnknownPod => vec![Wrong::Say(with_result(message, with_strangers)?)],
            Misbehaviour::Refuse => vec![Wrong::Say(refusal(message)?)],
            Misbehaviour::Stay => vec![say(message), Wrong::Nothing],
            Misbehaviour::OutcomeTwice
            | Misbehaviour::OutcomeUnknown
            | Misbehaviour::EarlyResponse => return None,
        })
    }
}

fn with_params(message: &Message, place: &str, value: &Value) -> Message {
    let mut message = message.clone();
    if let Message::Notification { params, .. } = &mut message
        && let Some(found) = params.pointer_mut(place)
    {
        *found = value.clone();
    }
    message
}

fn with_result(message: &Message, change: fn(Value) -> Value) -> Option<Message> {
    let Message::Response { id, result } = message.clone() else { return None };
    let changed = Message::Response { id, result: change(result) };
    (changed != *message).then_some(changed)
}

fn refusal(message: &Message) -> Option<Message> {
    let Message::Response { id, .. } = message.clone() else { return None };
    let error = ErrorAnswer {
        code: Code::NOT_ACCEPTED,
        message: "the mesh is in no mood".to_owned(),
        data: Some(json!({ "kind": "TrafficSplit", "namespace": "app", "name": "web" })),
    };
    Some(Message::Error { id, error })
}

fn other_length(mut result: Value) -> Value {
    if let Some(Value::Array(pods)) = result.get_mut("pods") {
        pods.pop();
    }
    if let Some(Value::Array(well)) = result.get_mut("well") {
        well.push(json!(true));
    }
    result
}

fn with_strangers(mut result: Value) -> Value {
    if let Some(Value::Array(pods)) = result.get_mut("pods") {
        pods.push(json!({ "name": "stranger-0", "workload": "stranger" }));
    }
    if let Some(Value::Array(arrivals)) = result.get_mut("arrivals") {
        arrivals.push(json!({ "id": "a", "pod": "stranger-0", "port": 1, "request": null }));
    }
    result
}
