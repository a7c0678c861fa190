using System.Text.Json;

namespace Streams.Tests;

/// <summary>What must be true in the end, whatever happened to the server, the clients and what is between them.</summary>
internal static class Whole
{
    /// <summary>What was acknowledged is there once, and so is all else that may be there once.</summary>
    public static void Log(List<Logged> log, IEnumerable<string> acknowledged)
    {
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        var ids = log.Where(logged => logged.ReportId is not null).Select(logged => logged.ReportId!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());

        // The built-in agent's own reports are in there too.
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), ids.Where(id => id.StartsWith('r')).Order(StringComparer.Ordinal));
        var keys = log.Where(logged => logged.Event == "item-added").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("key").GetString()).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        var milestones = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload)).Select(it => $"{it.GetProperty("type")} {it.GetProperty("title")}").ToArray();
        Assert.Equal(milestones.Length, milestones.Distinct().Count());
    }

    /// <summary>All that no frame may leave out, once and in order; of the rest nothing that did not happen.</summary>
    public static void Viewer(Viewer viewer, List<Logged> log)
    {
        Assert.Equal(viewer.Seen.Select(seen => seen.Seq).Distinct().Order(), viewer.Seen.Select(seen => seen.Seq));
        foreach (var seen in viewer.Seen)
        {
            var logged = log[(int)seen.Seq - 1];
            Assert.Equal((logged.Event, string.GetHashCode(logged.Payload, StringComparison.Ordinal)), (seen.Event, seen.Payload));
        }

        Assert.Equal(
            log.Where(logged => logged.Seq > viewer.Start && Lasts(logged.Event)).Select(logged => logged.Seq),
            viewer.Seen.Where(seen => Lasts(seen.Event)).Select(seen => seen.Seq));

        static bool Lasts(string name) => name is "agent-activity" or "milestone" or "item-added";
    }

    /// <summary>The built-in agent found what it should, and each milestone was reached once.</summary>
    public static void Bot(List<Logged> log, int target)
    {
        Assert.Equal(target, log.Count(logged => logged.Event == "item-added"));

        // Growth depends on how the interruptions fell.
        var reached = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("type").GetString()!);
        Assert.Equal(
            ["completion", "progress_milestone", "progress_milestone", "progress_milestone", "target_reached"],
            reached.Where(type => type != "growth_milestone").Order(StringComparer.Ordinal));
    }
}
