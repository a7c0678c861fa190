namespace Streams.Silo.Hosting;

/// <summary>Sees that what is said on a command line will have an effect.</summary>
public static class CommandLineCheck
{
    /// <summary>Sees that every switch is one of ours, or names a setting by its section (<c>--Relay:Linger=00:00:10</c>): a misspelt one would be without effect.</summary>
    /// <param name="args">What was said.</param>
    /// <param name="switches">Ours, and the setting that each stands for.</param>
    /// <exception cref="InvalidSettingException">One is not.</exception>
    public static void Check(string[] args, IReadOnlyDictionary<string, string> switches)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (name, inlined) = args[i].IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (args[i][..at], true) : (args[i], false);
            if (!switches.ContainsKey(name) && !(name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal)))
                throw new InvalidSettingException($"'{args[i]}' is not an option; --help lists them.");
            if (!inlined && ++i == args.Length)
                throw new InvalidSettingException($"'{name}' needs a value; --help lists the options.");
        }
    }
}
