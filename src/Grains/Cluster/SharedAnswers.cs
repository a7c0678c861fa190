using System.Collections.Immutable;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Grains.Cluster;

/// <summary>
/// Collects the answers to calls that were made together. Once the first is there, the others have as long again (at least <see cref="Patience"/>); whoever made the late calls
/// gets tickets to wait for them. So answers of one commit travel together, and a stuck stream holds nobody up. Not thread-safe: one gate owns it.
/// </summary>
/// <param name="here">The silo.</param>
/// <param name="time">Measures the waits.</param>
internal sealed class SharedAnswers<T>(SiloAddress here, TimeProvider time)
{
    /// <summary>The minimum time for the answers after the first: longer than a commit usually takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum time until the first answer; then all are late.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>How long a ticket is valid: longer than anyone waits.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of valid tickets; further late calls fail, and their senders repeat them.</summary>
    public const int MaxTickets = 10_000;

    private readonly Dictionary<long, Task<Located<T>>> _late = [];
    private long _tickets;

    /// <summary>Waits for the answers.</summary>
    public async Task<ImmutableArray<GateAnswer<T>>> CollectAsync(Task<Located<T>>[] calls)
    {
        var began = time.GetTimestamp();
        await WaitAsync(Task.WhenAny(calls), Limit);
        var all = Task.WhenAll(calls);
        var elapsed = time.GetElapsedTime(began);
        if (!all.IsCompleted && elapsed < Limit)
            await WaitAsync(all, elapsed > Patience ? elapsed : Patience);
        var answers = ImmutableArray.CreateBuilder<GateAnswer<T>>(calls.Length);
        foreach (var call in calls)
            answers.Add(call.IsCompleted ? await AnswerAsync(call) : TicketFor(call));
        return answers.MoveToImmutable();
    }

    /// <summary>Waits for a late answer.</summary>
    /// <exception cref="TimeoutException">The ticket is not valid.</exception>
    public async Task<GateAnswer<T>> AwaitAsync(long ticket)
    {
        if (!_late.Remove(ticket, out var call))
            throw new TimeoutException("The answer is no longer available.");
        return await AnswerAsync(call);
    }

    private async Task WaitAsync(Task task, TimeSpan limit) =>
        await task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private GateAnswer<T> TicketFor(Task<Located<T>> call)
    {
        if (_late.Count >= MaxTickets)
        {
            call.Ignore();
            return new(default, Failure: new TimeoutException("Too many streams of this silo are slow."));
        }

        var ticket = ++_tickets;
        _late[ticket] = call;
        _ = ExpireAsync(ticket);
        return new(default, Ticket: ticket);
    }

    private async Task<GateAnswer<T>> AnswerAsync(Task<Located<T>> call)
    {
        try
        {
            var (outcome, place) = await call;
            return new(outcome, place.Silo.Equals(here) ? null : place);
        }
        catch (Exception failure)
        {
            // For the sender of this call only.
            return new(default, Failure: failure);
        }
    }

    private async Task ExpireAsync(long ticket)
    {
        await Task.Delay(Validity, time);
        if (_late.Remove(ticket, out var call))
            call.Ignore();
    }
}
