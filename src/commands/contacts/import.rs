pub struct ImportArgs;
