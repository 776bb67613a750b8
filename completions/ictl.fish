# Completes ictl in fish, 3.1 or newer. It asks ictl at every TAB, so it need not be renewed.

function __ictl_suggestions
    set --local typed (commandline --current-process --tokenize --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    COMPLETE=fish ictl -- $typed "$current" 2>/dev/null
end

complete --command ictl --no-files --keep-order --arguments '(__ictl_suggestions)'
