using System.Text;

namespace Streams.ClusterTool.Tests;

/// <summary>Collects printed lines and lets a test wait for one. Thread-safe.</summary>
internal sealed class Printed : TextWriter
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            _lines.Add(value ?? "");
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public int Count(string text)
    {
        lock (_lock)
            return _lines.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    public async Task WaitForAsync(string text, TimeSpan limit, int times = 1)
    {
        using var end = new CancellationTokenSource(limit);
        for (var more = More(); Count(text) < times; more = More())
            await more.WaitAsync(end.Token);
    }

    private Task More()
    {
        lock (_lock)
            return _more.Task;
    }
}
