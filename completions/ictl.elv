# Completes ictl in Elvish, 0.18 or newer. It asks ictl at every TAB, so it need not be renewed.

use str

set edit:completion:arg-completer[ictl] = {|@words|
    tmp E:COMPLETE = elvish
    e:ictl -- $@words 2>/dev/null | from-lines | each {|suggestion|
        var value help = (str:split &max=2 "\t" $suggestion"\t")
        set help = (str:trim-space $help)
        var display = $value
        if (not-eq $help '') {
            set display = $value'  ('$help')'
        }
        var suffix = ' '
        if (or (str:has-suffix $value '/') (str:has-suffix $value '=') (str:has-suffix $value ',')) {
            set suffix = ''
        }
        edit:complex-candidate $value &display=$display &code-suffix=$suffix
    }
}
