using System.CommandLine;
using System.CommandLine.Parsing;

namespace Streams.Tools;

/// <summary>Options that several commands have, with the checks of their values.</summary>
internal static class Options
{
    /// <summary>A whole number within a range.</summary>
    public static Option<int> Number(string name, string description, int otherwise, int least = 1, int most = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given =>
        {
            if (given.Tokens.SingleOrDefault()?.Value is { } text && !IsWithin(text, least, most))
                given.AddError($"{name} must be a whole number {Range(least, most)}.");
        });
        return option;
    }

    /// <summary>Whole numbers, separated by commas.</summary>
    public static Option<int[]> Numbers(string name, string description, int[] otherwise, int least = 1) => new(name)
    {
        Description = description,
        HelpName = "N,N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = given => ReadNumbers(given, name, least),
    };

    /// <summary>The assembly of a program that the command starts.</summary>
    /// <param name="name">The option.</param>
    /// <param name="project">The project in <c>src</c> that the program is built from.</param>
    public static Option<string> Program(string name, string project)
    {
        var otherwise = $"artifacts/bin/{project}/release/Streams.{project}.dll";
        var option = new Option<string>(name) { Description = $"Path of Streams.{project}.dll", HelpName = "FILE", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given =>
        {
            var path = given.Tokens.SingleOrDefault()?.Value ?? otherwise;
            if (!File.Exists(path))
                given.AddError($"{name}: '{path}' does not exist. Build it with `dotnet build src/{project} -c Release`.");
        });
        return option;
    }

    private static int[]? ReadNumbers(ArgumentResult given, string name, int least)
    {
        var texts = given.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
        if (texts.Length > 0 && texts.All(text => IsWithin(text, least, int.MaxValue)))
            return [.. texts.Select(int.Parse)];
        given.AddError($"{name} must be whole numbers of at least {least}, separated by commas.");
        return null;
    }

    private static bool IsWithin(string text, int least, int most) => int.TryParse(text, out var number) && number >= least && number <= most;

    private static string Range(int least, int most) => most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
}
