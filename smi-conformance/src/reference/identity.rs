//! Who is who: a certificate authority in memory, and a SPIFFE identity for every pod.

mod gullible;

use std::error::Error;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SanType,
};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, ServerConfig, SignatureScheme};

use crate::driver::DriverError;
use gullible::Gullible;

/// A service identity: a ServiceAccount in a namespace, as a SPIFFE id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Identity(String);

impl Identity {
    pub(super) fn new(namespace: &str, service_account: &str) -> Self {
        Self(format!("spiffe://cluster.local/ns/{namespace}/sa/{service_account}"))
    }

    /// The identity that a certificate proves: its one URI.
    fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let certificate = webpki::EndEntityCert::try_from(certificate).ok()?;
        let mut uris = certificate.valid_uri_names();
        let uri = uris.next()?;
        uris.next().is_none().then(|| Self(uri.to_owned()))
    }

    /// The identity of the other side of a connection, from its verified certificate.
    pub(super) fn of_peer(certificates: Option<&[CertificateDer<'_>]>) -> Option<Self> {
        Self::of(certificates?.first()?)
    }

    /// Whom a mesh with a hole takes a caller without an identity for: one who may do what anybody may.
    pub(super) fn anybody() -> Self {
        Self("anybody".to_owned())
    }

    pub(super) fn is_anybody(&self) -> bool {
        self.0 == "anybody"
    }

    /// Reads an identity as meshes write it in headers: a SPIFFE id, or a ServiceAccount and its namespace with dots.
    pub(super) fn of_header(text: &str) -> Option<Self> {
        if let Some(start) = text.find("spiffe://") {
            let rest = &text[start..];
            let end = rest.find([';', ',', '"']).unwrap_or(rest.len());
            return Some(Self(rest[..end].to_owned()));
        }
        let (account, rest) = text.split_once('.')?;
        Some(Self::new(rest.split('.').next()?, account))
    }

    pub(super) fn service_account(&self) -> &str {
        self.0.split('/').nth(6).unwrap_or_default()
    }
}

/// Whose word the inbound side takes for who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Certificates of the mesh's authority.
    Authority,
    /// Any certificate at all.
    Anybody,
}

/// The certificate authority of one mesh.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
}

/// What a pod needs for both sides of mutual TLS.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) client: Arc<ClientConfig>,
    /// For connections that speak HTTP/2.
    pub(super) http2_client: Arc<ClientConfig>,
    pub(super) server: Arc<ServerConfig>,
}

/// What sidecars call HTTP/2 in a handshake.
const HTTP2: &[u8] = b"h2";

impl Authority {
    /// Makes a new authority, trusted by nobody else.
    pub(super) fn new() -> Result<Self, DriverError> {
        let failed =
            |error: &dyn std::fmt::Display| certificate_error("the mesh's authority", error);
        let key = KeyPair::generate().map_err(|error| failed(&error))?;
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).map_err(|error| failed(&error))?;
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).map_err(|error| failed(&error))?;
        Ok(Self {
            issuer: Issuer::new(parameters, key),
            roots: Arc::new(roots),
            provider: Arc::new(ring::default_provider()),
        })
    }

    /// Issues the credentials of an identity.
    pub(super) fn issue(
        &self,
        identity: &Identity,
        trust: Trust,
    ) -> Result<Credentials, DriverError> {
        let failed = |error: &dyn std::fmt::Display| certificate_error(&identity.0, error);
        let key = KeyPair::generate().map_err(|error| failed(&error))?;
        let certificate = self
            .parameters(identity)
            .and_then(|parameters| parameters.signed_by(&key, &self.issuer))
            .map_err(|error| failed(&error))?;
        self.credentials(certificate.der().clone(), &key, trust).map_err(|error| failed(&error))
    }

    fn parameters(&self, identity: &Identity) -> Result<CertificateParams, rcgen::Error> {
        let mut parameters = CertificateParams::default();
        parameters.subject_alt_names = vec![SanType::URI(identity.0.as_str().try_into()?)];
        parameters.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        Ok(parameters)
    }

    fn credentials(
        &self,
        certificate: CertificateDer<'static>,
        key: &KeyPair,
        trust: Trust,
    ) -> Result<Credentials, rustls::Error> {
        let private_key = || PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let mut server = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_client_cert_verifier(self.client_verifier(trust)?)
            .with_single_cert(vec![certificate.clone()], private_key())?;
        server.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
        let chain = Arc::new(ChainVerifier {
            roots: Arc::clone(&self.roots),
            provider: Arc::clone(&self.provider),
        });
        let client = client_of(&self.provider, chain, vec![certificate], private_key())?;
        let mut http2_client = client.clone();
        http2_client.alpn_protocols = vec![HTTP2.to_vec()];
        let (client, http2_client) = (Arc::new(client), Arc::new(http2_client));
        Ok(Credentials { client, http2_client, server: Arc::new(server) })
    }

    fn client_verifier(&self, trust: Trust) -> Result<Arc<dyn ClientCertVerifier>, rustls::Error> {
        let provider = Arc::clone(&self.provider);
        if trust == Trust::Anybody {
            return Ok(Arc::new(Gullible(provider)));
        }
        let roots = Arc::clone(&self.roots);
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
        verifier.map_err(|error| rustls::Error::General(error.to_string()))
    }

    /// The client side of somebody who claims an identity with a certificate of this authority, and believes any server.
    pub(super) fn impostor(&self, claimed: &Identity) -> Result<ClientConfig, DriverError> {
        let failed = |error: &dyn std::fmt::Display| certificate_error(&claimed.0, error);
        let parameters = self.parameters(claimed).map_err(|error| failed(&error))?;
        self.client(&parameters).map_err(|error| failed(&error))
    }

    /// A client with a certificate of this authority that believes any server.
    fn client(&self, parameters: &CertificateParams) -> Result<ClientConfig, Box<dyn Error>> {
        let key = KeyPair::generate()?;
        let certificate = parameters.clone().signed_by(&key, &self.issuer)?;
        let verifier = Arc::new(Gullible(Arc::clone(&self.provider)));
        let private_key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let chain = vec![certificate.der().clone()];
        Ok(client_of(&self.provider, verifier, chain, private_key)?)
    }
}

fn client_of(
    provider: &Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ClientConfig, rustls::Error> {
    ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_auth_cert(chain, key)
}

fn certificate_error(identity: &str, error: &dyn std::fmt::Display) -> DriverError {
    DriverError::Certificate { identity: identity.to_owned(), reason: error.to_string() }
}

/// Verifies that the mesh's authority issued a server's certificate. Servers have no DNS names: whether it is the server
/// that was meant is decided by its SPIFFE id, once the handshake is done.
#[derive(Debug)]
struct ChainVerifier {
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ChainVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let certificate = ParsedCertificate::try_from(end_entity)?;
        rustls::client::verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &self.roots,
            intermediates,
            now,
            self.provider.signature_verification_algorithms.all,
        )?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        handshake::tls_12()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        handshake::tls_13(&self.provider, message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The signatures of handshakes, which every verifier of certificates looks at in the same way.
mod handshake {
    use super::{
        CertificateDer, CryptoProvider, DigitallySignedStruct, HandshakeSignatureValid,
        verify_tls13_signature,
    };

    pub(super) fn tls_12() -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.2 is not offered".to_owned()))
    }

    pub(super) fn tls_13(
        provider: &CryptoProvider,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }
}

/// Clients that no sidecar should let in, for tests against running sidecars.
#[cfg(test)]
pub(super) mod unsound {
    use super::{Arc, Authority, ClientConfig, CryptoProvider, Gullible, Identity, SanType, ring};

    impl Authority {
        pub(in crate::reference) fn expired(&self, identity: &Identity) -> ClientConfig {
            let mut parameters = self.parameters(identity).unwrap();
            parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
            parameters.not_after = rcgen::date_time_ymd(2020, 1, 2);
            self.client(&parameters).unwrap()
        }

        /// With these URIs instead of one identity.
        pub(in crate::reference) fn with_uris(&self, uris: &[&str]) -> ClientConfig {
            let mut parameters = self.parameters(&Identity::new("app", "client")).unwrap();
            let names = uris.iter().map(|uri| SanType::URI((*uri).try_into().unwrap()));
            parameters.subject_alt_names = names.collect();
            let pod = SanType::DnsName("client.app".try_into().unwrap());
            parameters.subject_alt_names.push(pod);
            self.client(&parameters).unwrap()
        }
    }

    /// A client without any certificate.
    pub(in crate::reference) fn anonymous() -> ClientConfig {
        let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
        ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Gullible(provider)))
            .with_no_client_auth()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio_rustls::{TlsAcceptor, TlsConnector};

    use super::{Authority, Credentials, Identity, Trust};

    fn identity(name: &str) -> Identity {
        Identity::new("app", name)
    }

    fn issue(authority: &Authority, name: &str) -> Credentials {
        authority.issue(&identity(name), Trust::Authority).unwrap()
    }

    fn credentials(
        authority: &Authority,
        certificate: &rcgen::Certificate,
        key: &rcgen::KeyPair,
    ) -> Credentials {
        authority.credentials(certificate.der().clone(), key, Trust::Authority).unwrap()
    }

    #[test]
    fn identities_are_read_as_meshes_write_them_in_headers() {
        let forms = [
            "spiffe://cluster.local/ns/app/sa/client",
            "By=spiffe-less;Hash=0;URI=spiffe://cluster.local/ns/app/sa/client;DNS=x",
            "client.app.serviceaccount.identity.linkerd.cluster.local",
            "client.app.cluster.local",
        ];
        for form in forms {
            assert_eq!(Identity::of_header(form), Some(identity("client")), "{form}");
        }
        assert_eq!(Identity::of_header("client"), None);
    }

    /// Tries a handshake, and returns the identities that the client and the server saw.
    async fn handshake(
        client: &Credentials,
        server: &Credentials,
    ) -> (Option<Identity>, Option<Identity>) {
        let (near, far) = duplex(64 * 1024);
        let serve = async {
            let mut stream = TlsAcceptor::from(server.server.clone()).accept(far).await.ok()?;
            stream.write_all(b"x").await.ok()?;
            Identity::of_peer(stream.get_ref().1.peer_certificates())
        };
        let call = async {
            let name = "pod.mesh".try_into().unwrap();
            let mut stream =
                TlsConnector::from(client.client.clone()).connect(name, near).await.ok()?;
            // With TLS 1.3 a client learns only now that the server did not take its certificate.
            stream.read_u8().await.ok()?;
            Identity::of_peer(stream.get_ref().1.peer_certificates())
        };
        tokio::join!(call, serve)
    }

    #[tokio::test]
    async fn both_sides_learn_who_the_other_is() {
        let authority = Authority::new().unwrap();
        let (client, server) = (identity("client"), identity("server"));
        let (one, other) = (issue(&authority, "client"), issue(&authority, "server"));
        assert_eq!(handshake(&one, &other).await, (Some(server), Some(client)));
    }

    #[tokio::test]
    async fn certificates_of_another_authority_are_refused_on_both_sides() {
        let (ours, theirs) = (Authority::new().unwrap(), Authority::new().unwrap());
        let ours = issue(&ours, "one");
        let theirs = issue(&theirs, "one");
        let client = Credentials { client: theirs.client.clone(), ..ours.clone() };
        assert_eq!(handshake(&client, &ours).await, (None, None));
        let trusting_ours = Credentials { server: theirs.server.clone(), ..ours.clone() };
        assert_eq!(handshake(&ours, &trusting_ours).await, (None, None));
    }

    #[tokio::test]
    async fn an_expired_certificate_is_refused_on_both_sides() {
        let authority = Authority::new().unwrap();
        let sound = issue(&authority, "one");
        let mut parameters = authority.parameters(&identity("one")).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 2);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &authority.issuer).unwrap();
        let expired = credentials(&authority, &certificate, &key);
        assert_eq!(handshake(&expired, &sound).await, (None, None));
        assert_eq!(handshake(&sound, &expired).await, (None, None));
    }

    #[tokio::test]
    async fn a_certificate_with_two_identities_proves_none() {
        let authority = Authority::new().unwrap();
        let mut parameters = authority.parameters(&identity("one")).unwrap();
        parameters
            .subject_alt_names
            .extend(authority.parameters(&identity("two")).unwrap().subject_alt_names);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &authority.issuer).unwrap();
        let double = credentials(&authority, &certificate, &key);
        let sound = issue(&authority, "server");
        assert_eq!(handshake(&double, &sound).await, (Some(identity("server")), None));
    }

    #[tokio::test]
    async fn a_client_without_a_certificate_is_refused() {
        let server = issue(&Authority::new().unwrap(), "server");
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let anonymous = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(server_verifier())
            .with_no_client_auth();
        let client = Credentials { client: anonymous.into(), ..server.clone() };
        assert_eq!(handshake(&client, &server).await.1, None);
    }

    #[tokio::test]
    async fn plaintext_gets_nothing_but_an_error() {
        let server = issue(&Authority::new().unwrap(), "server");
        let (mut near, far): (DuplexStream, DuplexStream) = duplex(1024);
        near.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        assert!(TlsAcceptor::from(server.server).accept(far).await.is_err());
    }

    fn server_verifier() -> std::sync::Arc<super::ChainVerifier> {
        let authority = Authority::new().unwrap();
        let (roots, provider) = (authority.roots.clone(), authority.provider.clone());
        std::sync::Arc::new(super::ChainVerifier { roots, provider })
    }
}
