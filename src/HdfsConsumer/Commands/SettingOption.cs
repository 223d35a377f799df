using System.CommandLine;
using System.CommandLine.Parsing;
using HdfsConsumer.Configuration;

namespace HdfsConsumer.Commands;

/// <summary>The command line's option for a setting. It takes the text only; what the text says is read with all other settings.</summary>
internal sealed class SettingOption : Option<string[]>
{
    private readonly Setting _setting;

    /// <summary>Makes the option.</summary>
    public SettingOption(Setting setting)
        : base(setting.Option)
    {
        _setting = setting;
        Description = setting.Description;
        HelpName = setting.Placeholder;
        Arity = setting switch
        {
            { IsFlag: true } => ArgumentArity.ZeroOrOne,
            { IsList: true } => ArgumentArity.OneOrMore,
            _ => ArgumentArity.ExactlyOne,
        };
    }

    /// <summary>What may follow it.</summary>
    public string Accepted => _setting.Accepted;

    /// <summary>The text of each setting that was typed, pieces of a list joined by commas; "true" for a flag alone.</summary>
    public static Dictionary<Setting, string> TextsIn(ParseResult typed)
    {
        var texts = new Dictionary<Setting, string>();
        foreach (var option in typed.CommandResult.Command.Options.OfType<SettingOption>())
        {
            if (typed.GetResult(option) is { Implicit: false } result && option.TextOf(result) is { } text)
            {
                texts.Add(option._setting, text);
            }
        }

        return texts;
    }

    private string? TextOf(OptionResult result) => result.Tokens switch
    {
        [] => _setting.IsFlag ? "true" : null,
        var tokens => string.Join(',', tokens.Select(token => token.Value)),
    };
}
