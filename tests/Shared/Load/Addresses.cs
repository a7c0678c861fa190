using System.Collections.Immutable;

namespace Streams.Tests;

/// <summary>
/// Where clients find the product: one address, several equal ones as behind a load balancer, or none while it is down. A dead address stays until it is removed,
/// since a load balancer needs time to notice. Thread-safe.
/// </summary>
internal sealed class Addresses(params string[] urls)
{
    private readonly Lock _lock = new();
    private ImmutableArray<string> _urls = [.. urls];
    private TaskCompletionSource _changed = New();

    public void Add(string url) => Change(before => before.Add(url));

    public void Remove(string url) => Change(before => before.Remove(url));

    /// <summary>The address for a turn. Waits while there is none.</summary>
    public async ValueTask<string> GetAsync(int turn, CancellationToken stop)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_urls.Length > 0)
                    return _urls[turn % _urls.Length];
                changed = _changed.Task;
            }

            await changed.WaitAsync(stop);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Func<ImmutableArray<string>, ImmutableArray<string>> change)
    {
        lock (_lock)
        {
            _urls = change(_urls);
            _changed.SetResult();
            _changed = New();
        }
    }
}
