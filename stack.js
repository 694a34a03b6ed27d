// The program of the reusable stack, named in Pulumi.yaml. It stands at the root because Pulumi runs a program, and resolves the
// paths in its settings, in the folder of its file; and because a folder as `main` would make Pulumi run package.json's entry.
module.exports = require("./bin/provider/stack");
