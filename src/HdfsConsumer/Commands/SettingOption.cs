using System.CommandLine;
using System.CommandLine.Parsing;
using HdfsConsumer.Configuration.Values;

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
        Description = $"{setting.Description}{RootHelp.NoteOf(setting)}";
        HelpName = setting.Placeholder;

        CustomParser = result => [.. result.Tokens.Select(token => token.Value)];

        // Were a value demanded here, the parser would take the next option for it; see NeedsValue.
        Arity = setting.IsList ? ArgumentArity.ZeroOrMore : ArgumentArity.ZeroOrOne;
    }

    /// <summary>Gives a verb its options. A verb may take arguments, so that a flag does not take the one behind it for its value.</summary>
    public static void AddTo(Command verb, params IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            verb.Options.Add(setting.IsFlag ? new SettingOption(setting) { Arity = ArgumentArity.Zero } : new SettingOption(setting));
        }
    }

    /// <summary>Whether it says nothing without a value.</summary>
    public bool NeedsValue => !_setting.IsFlag;

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
