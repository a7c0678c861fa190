using Microsoft.Extensions.Time.Testing;

namespace Streams.Relay.Tests;

/// <summary>Lets a test wait for a condition, woken by each change.</summary>
public sealed class Signal
{
    /// <summary>How long tests wait for what must happen.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(2);
    private TaskCompletionSource _changed = New();

    public void Changed() => Interlocked.Exchange(ref _changed, New()).TrySetResult();

    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            var next = Volatile.Read(ref _changed).Task;
            if (condition())
                return;
            await next.WaitAsync(WaitLimit, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Advances the clock until the condition holds.</summary>
    public static async Task DriveAsync(FakeTimeProvider time, Func<bool> condition, Func<string>? state = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > WaitLimit)
                Assert.Fail($"the condition did not become true: {state?.Invoke()}");
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
