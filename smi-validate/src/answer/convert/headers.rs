//! The form in which headers are written.

use smi_types::Manifest;
use smi_types::headers::{DuplicateHeader, HeaderForm, HeaderMatches};
use smi_types::specs::v1alpha2::HTTPMatch;

/// Whether an object has headers in another form than the one that will do.
pub(super) fn are_in_other_form(manifest: &Manifest, form: Option<HeaderForm>) -> bool {
    let mut copy = manifest.clone();
    let mut all = matches(&mut copy).iter().filter_map(|one| one.headers.as_ref());
    form.is_some_and(|form| all.any(|headers| headers.read_as() != form))
}

/// Has all headers written in a form, or without one as they were read.
///
/// # Errors
///
/// [`DuplicateHeader`] when a name occurs twice and a map is asked for. These are then written as a list.
pub(super) fn write_as(
    manifest: &mut Manifest,
    form: Option<HeaderForm>,
) -> Result<(), DuplicateHeader> {
    let mut done = Ok(());
    for one in matches(manifest) {
        let Some(headers) = one.headers.take() else { continue };
        let wanted = form.unwrap_or_else(|| headers.read_as());
        one.headers = Some(match headers.clone().written_as(wanted) {
            Ok(written) => written,
            Err(error) => {
                if form.is_some() {
                    done = Err(error);
                }
                as_list(headers)
            }
        });
    }
    done
}

fn as_list(headers: HeaderMatches) -> HeaderMatches {
    headers.written_as(HeaderForm::List).unwrap_or_default()
}

fn matches(manifest: &mut Manifest) -> &mut [HTTPMatch] {
    match manifest {
        Manifest::HTTPRouteGroupV1alpha2(group) => &mut group.matches,
        Manifest::HTTPRouteGroupV1alpha3(group) => &mut group.spec.matches,
        Manifest::HTTPRouteGroupV1alpha4(group) => &mut group.spec.matches,
        _ => &mut [],
    }
}
