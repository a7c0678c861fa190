using System.Text.RegularExpressions;

namespace Streams.Bench.Server;

/// <summary>The server's output: kept in a file and searched for the address and for warnings. Thread-safe: the process's reader threads add to it.</summary>
internal sealed partial class ServerOutput(string file) : IDisposable
{
    private const int Tail = 30;

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(file) { AutoFlush = true };
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _warnings = [];

    /// <summary>The server's address, once it is printed.</summary>
    public Task<Uri> Address => _address.Task;

    /// <summary>Warnings and errors in the log.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
                return [.. _warnings];
        }
    }

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _writer.WriteLine(line);
            if (WarningPattern().IsMatch(line))
                _warnings.Add(line);
        }

        if (AddressPattern().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    public string LastLines()
    {
        lock (_lock)
            return string.Join('\n', File.ReadLines(file).TakeLast(Tail));
    }

    public void Dispose()
    {
        lock (_lock)
            _writer.Dispose();
    }

    [GeneratedRegex(@"running at (http://\S+)")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"^\S+ (warn|fail|crit): |^Unhandled exception")]
    private static partial Regex WarningPattern();
}
