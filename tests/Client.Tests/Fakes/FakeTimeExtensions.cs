using Microsoft.Extensions.Time.Testing;

namespace Streams.Client.Tests.Fakes;

/// <summary>Waits without sleeping: only the test advances time.</summary>
internal static class FakeTimeExtensions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Advances time in small steps until a task completes.</summary>
    public static async Task<T> UntilAsync<T>(this FakeTimeProvider time, Task<T> task)
    {
        await time.UntilAsync((Task)task);
        return await task;
    }

    /// <inheritdoc cref="UntilAsync{T}"/>
    public static async Task UntilAsync(this FakeTimeProvider time, Task task)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The outcome of a report as text: its outcome, its code, or <c>cancelled</c>.</summary>
    public static async Task<string> OutcomeAsync(this Task<BroadcastAck> pending)
    {
        try
        {
            return (await pending.WaitAsync(Limit)).Outcome.ToString();
        }
        catch (BroadcastException failure)
        {
            return failure.Code;
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
    }

    public static async Task<string[]> OutcomesAsync(this IEnumerable<Task<BroadcastAck>> pending) => await Task.WhenAll(pending.Select(OutcomeAsync));
}
