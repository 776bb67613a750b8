//! A readable search query and its JSON form.
