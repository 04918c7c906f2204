//! Forges that are not there: stateful fakes on loopback, and everything that can go wrong with them.
//!
//! How to write a test on a fake:
//!
//! ```ignore
//! let mut world = World::new();                          // a request that everybody would let through
//! world.pull.draft = true;                               // ... but for this
//! let world = Arc::new(Mutex::new(world));
//! let server = Server::start(Arc::clone(&world));         // stops when it is dropped
//! let settings = github::settings(&server.base_url);      // its request, its tokens, its job
//!
//! server.delay(Duration::from_millis(50));                // each answer takes that long
//! server.fault(Fault::once(Matcher::of("GET", "/repos/"), FaultKind::CutBody));
//! // ... run what is tested ...
//! assert!(server.log().iter().all(|exchange| exchange.request.token() == Some("read")));
//! assert!(server.round_trips() <= 3);                     // requests that waited for another one
//! world.lock().unwrap().somebody_did_something();         // worlds change while the server runs
//! ```
//!
//! `exchange.damaged` says whether a fault changed the answer: not every fault can damage every answer.
//! `faults::spots(kind, body)` lists the places of a body that a kind can damage, to try each alone.

pub(crate) mod client;
pub(crate) mod faults;
pub(crate) mod github;
#[cfg(feature = "cli")]
pub(crate) mod gitlab;
pub(crate) mod graphql;
pub(crate) mod questions;
pub(crate) mod server;
