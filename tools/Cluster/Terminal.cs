namespace Streams.Cluster;

/// <summary>Shows the output of many processes in one terminal. Each line starts with the name of its process, in that process's colour. Thread-safe.</summary>
internal sealed class Terminal(TextWriter writer, bool colours)
{
    private const int NameWidth = 8;
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private static readonly string[] Palette = ["\e[36m", "\e[33m", "\e[32m", "\e[35m", "\e[94m", "\e[91m", "\e[96m", "\e[93m", "\e[92m", "\e[95m"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _colours = [];

    /// <summary>Shows a line that a process printed, unless it is empty.</summary>
    public void Show(string name, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
            Write(name, line);
    }

    /// <summary>Shows a message about a process, in bold.</summary>
    public void ShowStatus(string name, string sentence) => Write(name, colours ? $"{Bold}{sentence}{Plain}" : sentence);

    /// <summary>Shows text that belongs to no process.</summary>
    public void Show(string text)
    {
        lock (_lock)
            writer.WriteLine(text);
    }

    private void Write(string name, string text)
    {
        lock (_lock)
            writer.WriteLine(colours ? $"{ColourOf(name)}{name,-NameWidth} |{Plain} {text}" : $"{name,-NameWidth} | {text}");
    }

    private string ColourOf(string name)
    {
        if (!_colours.TryGetValue(name, out var colour))
            _colours[name] = colour = Palette[_colours.Count % Palette.Length];
        return colour;
    }
}
