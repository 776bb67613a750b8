//! Which columns name tags and companies?

use crate::likeness::plain_name;

/// A column that names what a contact is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkColumn {
    /// Tags by name, several in a cell.
    Tags,
    /// The `company_id` of one company: the user's own id of it.
    CompanyId,
    /// The name of one company.
    CompanyName,
    /// Companies as the API lists them, or by name.
    Companies,
}

impl LinkColumn {
    /// All of them.
    pub const ALL: [LinkColumn; 4] =
        [LinkColumn::Tags, LinkColumn::CompanyId, LinkColumn::CompanyName, LinkColumn::Companies];

    /// The name, as a target of the mapping.
    pub fn name(self) -> &'static str {
        match self {
            LinkColumn::Tags => "tags",
            LinkColumn::CompanyId => "company_id",
            LinkColumn::CompanyName => "company_name",
            LinkColumn::Companies => "companies",
        }
    }

    /// Other names people give it, as [`plain_name`] forms them. Nothing as loose as `account`: what
    /// is made by mistake are companies.
    fn synonyms(self) -> &'static [&'static str] {
        match self {
            LinkColumn::Tags => &["tag", "taglist", "tagnames", "labels"],
            LinkColumn::CompanyId => &["companyexternalid", "organizationid", "organisationid"],
            LinkColumn::CompanyName => &["company", "organization", "organisation"],
            LinkColumn::Companies => &["companylist", "companynames"],
        }
    }

    /// The column of exactly that name.
    pub fn by_name(name: &str) -> Option<Self> {
        LinkColumn::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The column whose name this is but for case, spaces, dashes and underscores.
    pub fn by_plain_name(name: &str) -> Option<Self> {
        let wanted = plain_name(name);
        LinkColumn::ALL.into_iter().find(|column| plain_name(column.name()) == wanted)
    }

    /// The column that people also call so.
    pub fn by_synonym(name: &str) -> Option<Self> {
        let wanted = plain_name(name);
        LinkColumn::ALL.into_iter().find(|column| column.synonyms().contains(&wanted.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_name_the_columns_their_way() {
        for (theirs, ours) in [
            ("Tags", LinkColumn::Tags),
            ("Company ID", LinkColumn::CompanyId),
            ("companyName", LinkColumn::CompanyName),
            ("Company", LinkColumn::CompanyName),
            ("Organisation", LinkColumn::CompanyName),
            ("Companies", LinkColumn::Companies),
        ] {
            let found =
                LinkColumn::by_plain_name(theirs).or_else(|| LinkColumn::by_synonym(theirs));
            assert_eq!(found, Some(ours), "{theirs}");
        }
        assert_eq!(LinkColumn::by_synonym("account"), None);
    }
}
