using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Streams;

/// <summary>
/// When agents were last heard from, by reports that are no events of theirs. It is in memory only: an activation knows nothing about the time before it, and assumes
/// that it heard from everybody when it began. Not thread-safe: one grain owns it.
/// </summary>
internal sealed class AgentLiveness
{
    /// <summary>More agents at once are only remembered by their events.</summary>
    private const int MaxAgents = 10_000;

    private readonly Dictionary<string, DateTimeOffset> _heard = new(StringComparer.Ordinal);
    private DateTimeOffset _began;

    /// <summary>The activation begins.</summary>
    public void Begin(DateTimeOffset now) => _began = now;

    /// <summary>Reports arrived, known ones among them or not.</summary>
    public void Heard(ImmutableArray<Report> reports, DateTimeOffset now)
    {
        foreach (var report in reports)
        {
            if (report.Sender is { } sender && (_heard.Count < MaxAgents || _heard.ContainsKey(sender)))
                _heard[sender] = now;
        }
    }

    /// <summary>When an agent was last heard from.</summary>
    public DateTimeOffset HeardAt(ActiveAgent agent)
    {
        var at = agent.LastSeen > _began ? agent.LastSeen : _began;
        return _heard.TryGetValue(agent.AgentId, out var heard) && heard > at ? heard : at;
    }

    /// <summary>Forgets what is older than <paramref name="before"/>.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (agent, at) in _heard)
        {
            if (at < before)
                _heard.Remove(agent);
        }
    }
}
