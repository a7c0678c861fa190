using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// Commits reports of items. The pending state keeps only some of the stream's items in memory, so the items that a report names are read from the log's table first.
/// One call at a time looks up and decides: its findings cannot become outdated in between. The calls share commits. Not thread-safe: one grain owns it.
/// </summary>
/// <param name="commits">The stream's commits.</param>
/// <param name="find">Finds the committed items with these keys.</param>
/// <param name="maxKnown">The number of items in memory above which they are dropped before the next report.</param>
internal sealed class ItemCommit(OrderedCommit commits, Func<IReadOnlyCollection<string>, Task<IReadOnlyList<Item>>> find, int maxKnown)
{
    /// <summary>The calls that wait for their turn or look up.</summary>
    private readonly AppendBudget _waiting = new();

    /// <summary>Completes when the newest call's turn ends.</summary>
    private Task _turn = Task.CompletedTask;

    /// <inheritdoc cref="OrderedCommit.CommitAsync"/>
    public async Task<Decision?> CommitAsync(ImmutableArray<Report> reports, Func<StreamState?, Decision?> decide)
    {
        var bytes = reports.OfType<ItemsReport>().Sum(report => report.Items.Sum(item => (long)(item.Data?.Length ?? 0)));
        if (!_waiting.TryAcquire(bytes))
        {
            await commits.LoadAsync();
            return commits.Pending is { } state ? new Decision(state, []) { Refusal = OrderedCommit.TooMany } : null;
        }

        Task<Decision?> commit;
        var (before, turn) = (_turn, new TaskCompletionSource());
        _turn = turn.Task;
        await before;
        try
        {
            await ForgetAsync();
            for (AppendChain? complete = null; ; complete = await LookUpAsync(reports))
            {
                await commits.LoadAsync();

                // With no await from here to the decision. A reload since the lookup has dropped its findings, and they may be outdated: look up again.
                if (!commits.IsStale && (complete == commits.Chain || Missing(reports).Count == 0))
                    break;
            }

            commit = commits.CommitAsync(decide);
        }
        finally
        {
            turn.SetResult();
            _waiting.Release(bytes);
        }

        return await commit;
    }

    /// <summary>Adds the missing items to the pending state. Returns the chain for which the state is then complete: a key that was not found is new.</summary>
    private async Task<AppendChain> LookUpAsync(ImmutableArray<Report> reports)
    {
        var chain = commits.Chain;
        var found = await find(Missing(reports));
        commits.UpdateKnownItems(chain, known => known.AddRange(found.Select(item => KeyValuePair.Create(item.Key, item))));
        return chain;
    }

    /// <summary>Bounds memory. Only committed items can be found again, so it waits until all are.</summary>
    private async Task ForgetAsync()
    {
        if (!(commits.Pending?.KnownItems.Count > maxKnown))
            return;
        var chain = commits.Chain;
        await commits.SettleAsync();
        commits.UpdateKnownItems(chain, known => known.Clear());
    }

    private HashSet<string> Missing(ImmutableArray<Report> reports) => commits.Pending is not { Tally.Count: > 0 } state
        ? []
        : reports.OfType<ItemsReport>()
            .SelectMany(report => report.Items)
            .Select(ItemRules.KeyOf)
            .Where(key => !state.KnownItems.ContainsKey(key))
            .ToHashSet(StringComparer.Ordinal);
}
