using System.Text.RegularExpressions;

namespace Streams.Bench.Common.Server;

/// <summary>What the server prints: kept in a file, read for its address and for what it complains about. The process's reader threads add to it.</summary>
internal sealed partial class ServerOutput(string file) : IDisposable
{
    private const int Tail = 30;

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(file) { AutoFlush = true };
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _complaints = [];

    /// <summary>Where it listens, once it says so.</summary>
    public Task<Uri> Address => _address.Task;

    /// <summary>Its warnings and errors.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_lock)
                return [.. _complaints];
        }
    }

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _writer.WriteLine(line);
            if (ComplaintPattern().IsMatch(line))
                _complaints.Add(line);
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
    private static partial Regex ComplaintPattern();
}
