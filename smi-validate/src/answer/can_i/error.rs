//! Why a question has no answer.

/// A question that has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The caller is not written as one.
    #[error(
        "expected a caller like `shop/web` (namespace and ServiceAccount), `shop/web:app=web,tier=front` or `outside`, found `{found}`{why}"
    )]
    Caller {
        /// What was written.
        found: String,
        /// What is wrong with it; may be empty.
        why: String,
    },
    /// There is no method where one belongs, or one where none does.
    #[error("{0}")]
    Method(String),
    /// The address is not one.
    #[error(
        "expected an address like `http://cart.shop/items`, `tcp://db.shop:3306` or `udp://dns.shop:53`, found `{found}`: {why}"
    )]
    Address {
        /// What was written.
        found: String,
        /// What is wrong with it.
        why: String,
    },
    /// A header is not written as one.
    #[error("expected a header like `x-beta: 1`, found `{found}`{why}")]
    Header {
        /// What was written.
        found: String,
        /// What is wrong with it; may be empty.
        why: &'static str,
    },
    /// There is no such Service.
    #[error("there is no Service {name} in the input{meant}")]
    NoService {
        /// Its name.
        name: String,
        /// What may have been meant, or what to do.
        meant: String,
    },
    /// The Service has no such port, or it must be said which one is meant.
    #[error("Service {name} has no port {port}{meant}")]
    NoPort {
        /// The Service.
        name: String,
        /// The port.
        port: u16,
        /// The ports that it has.
        meant: String,
    },
    /// It must be said which port is meant.
    #[error("Service {name} has several ports: {ports}; say which one is meant: `{example}`")]
    WhichPort {
        /// The Service.
        name: String,
        /// Its ports.
        ports: String,
        /// The address with one of them.
        example: String,
    },
    /// Nobody can tell who answers.
    #[error(
        "the input has no pods of {services}, so nobody can tell whose access rules count: add what makes the pods \
         (`kubectl get deployments,statefulsets,daemonsets,pods -o yaml`), or say with --complete that there are none"
    )]
    NoPods {
        /// The Services.
        services: String,
    },
}
