# Completes ictl in bash, 3.2 or newer. It asks ictl at every TAB, so it need not be renewed.

_ictl() {
    COMPREPLY=()
    # Behind a redirection stands a file, whatever the command is.
    if (( COMP_CWORD > 0 )) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == [\<\>]* ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    local suggestion
    while IFS= read -r suggestion; do
        COMPREPLY+=("$suggestion")
    done < <(COMPLETE=bash ictl -- "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}

if (( BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4) )); then
    complete -o nospace -o nosort -F _ictl ictl
else
    complete -o nospace -F _ictl ictl
fi
