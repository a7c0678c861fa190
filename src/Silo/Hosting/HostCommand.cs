using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Streams.Silo.Hosting;

/// <summary>
/// The command line of a host: a few options, and every setting by its full name (<c>--Relay:Linger=00:00:10</c>). Anything else is an error: it would have no effect.
/// </summary>
public sealed class HostCommand
{
    // No response files: a value may begin with '@'.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly RootCommand _root;
    private readonly (Option<string[]> Option, string Setting)[] _options;

    /// <param name="description">The description in <c>--help</c>.</param>
    /// <param name="options">The options, each for one setting.</param>
    public HostCommand(string description, params HostOption[] options)
    {
        _root = new(description + "\n\nAny setting can be given by its full name, as --Section:Name=value or as the environment variable Section__Name.");
        _options = Array.ConvertAll(options, option => (Create(option), option.Setting));
        foreach (var (option, _) in _options)
            _root.Options.Add(option);
    }

    /// <summary>Prints the help or the version if the arguments ask for it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where to print; the console by default.</param>
    /// <returns>False if they do not.</returns>
    public bool TryPrint(string[] args, TextWriter? output = null)
    {
        var parsed = _root.Parse(args, Parsing);
        if (parsed.Action is null or ParseErrorAction)
            return false;
        parsed.Invoke(new() { Output = output ?? Console.Out });
        return true;
    }

    /// <summary>Reads the settings that the arguments set. If a setting is given twice, the last value wins.</summary>
    /// <exception cref="InvalidSettingException">An argument is not an option, or has no value.</exception>
    public IReadOnlyDictionary<string, string?> Read(string[] args)
    {
        var parsed = _root.Parse(args, Parsing);

        // The other errors are arguments that are not options: settings by their full names, or the errors of AddNamed.
        if (parsed.Errors.Select(error => error.SymbolResult).OfType<OptionResult>().FirstOrDefault() is { } unfinished)
            throw new InvalidSettingException(NeedsValue(unfinished.Option.Name));
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (option, setting) in _options)
        {
            if (parsed.GetValue(option) is [.., var last])
                settings[setting] = last;
        }

        AddNamed(parsed.UnmatchedTokens, settings);
        return settings;
    }

    private static void AddNamed(IReadOnlyList<string> tokens, Dictionary<string, string?> settings)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var (name, value) = tokens[i].IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (tokens[i][..at], tokens[i][(at + 1)..]) : (tokens[i], null);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal))
                throw new InvalidSettingException($"'{tokens[i]}' is not an option; --help lists them.");
            if (value is null && ++i == tokens.Count)
                throw new InvalidSettingException(NeedsValue(name));
            settings[name[2..]] = value ?? tokens[i];
        }
    }

    private static Option<string[]> Create(HostOption option) =>
        new(option.Name) { Description = option.Description, HelpName = option.Value, Arity = ArgumentArity.OneOrMore };

    private static string NeedsValue(string option) => $"'{option}' needs a value; --help lists the options.";
}
