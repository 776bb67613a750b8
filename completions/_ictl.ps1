# Completes ictl in PowerShell, 5.1 or newer. It asks ictl at every TAB, so it need not be renewed.

Register-ArgumentCompleter -Native -CommandName 'ictl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words as they are written: nothing of the line is run.
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    # An empty argument would get lost on its way to the program: the place of the word tells it.
    $place = $words.Count
    if ($wordToComplete -ne '') {
        $place = $words.Count - 1
        $words[$place] = $wordToComplete.Trim("'", '"')
    }

    $before = $env:COMPLETE
    $env:COMPLETE = 'powershell'
    try {
        $suggestions = @(& ictl $place -- @words 2>$null)
    }
    finally {
        $env:COMPLETE = $before
    }

    foreach ($suggestion in $suggestions) {
        $value, $help = $suggestion -split "`t", 2
        if (-not $help) { $help = $value }
        $text = $value
        if ($value -match '[\s''"`$&|;<>(){}@#,]') { $text = "'" + $value.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
