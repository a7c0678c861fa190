using System.Collections.Concurrent;
using Streams.Grains.EventLog;

namespace Streams.Grains.Tests;

/// <summary>A registry whose removals a test can hold or fail, and that records the order of its calls.</summary>
internal sealed class GatedRegistry(IRunRegistry inner) : IRunRegistry
{
    private readonly TaskCompletionSource _removing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _calls = new();
    private TaskCompletionSource? _held;
    private int _failures;

    /// <summary>The calls that completed, oldest first: <c>add</c> or <c>remove</c>.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Completes with the first removal that begins.</summary>
    public Task Removing => _removing.Task;

    /// <summary>Makes removals wait until the result is disposed.</summary>
    public IDisposable HoldRemovals()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.TrySetResult();
        });
    }

    /// <summary>Makes the next removals fail.</summary>
    public void FailRemovals(int count) => _failures = count;

    public async Task AddAsync(string agentKey, CancellationToken cancellation = default)
    {
        await inner.AddAsync(agentKey, cancellation);
        _calls.Enqueue("add");
    }

    public async Task RemoveAsync(string agentKey, CancellationToken cancellation = default)
    {
        var held = _held;
        _removing.TrySetResult();
        if (held is not null)
            await held.Task;
        if (_failures > 0)
        {
            _failures--;
            throw new LogUnavailableException("The test lets this removal fail.");
        }

        await inner.RemoveAsync(agentKey, cancellation);
        _calls.Enqueue("remove");
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) => inner.ListAsync(cancellation);

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
