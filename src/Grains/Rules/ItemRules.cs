using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Grains.Rules;

/// <summary>The rules for reports of items: one key is one item, and newer values replace older ones.</summary>
internal static class ItemRules
{
    private static readonly JsonText NoData = JsonText.FromTrusted("{}"u8.ToArray());

    /// <summary>The key of a reported item: the reported key, or a normal form of the name.</summary>
    public static string KeyOf(ReportedItem item) => item.Key ?? CompanyKey.OfName(item.Name);

    internal static Refusal? Apply(Draft draft, ItemsReport report, int index)
    {
        for (var i = 0; i < report.Items.Length; i++)
        {
            var reported = report.Items[i];
            var key = KeyOf(reported);
            if (!draft.State.KnownItems.TryGetValue(key, out var known))
            {
                Add(draft, key, reported, report.AgentId ?? Item.External);
            }
            else if (Update(draft, known, reported) is { } problem)
            {
                return Invalid($"reports[{index}].items[{i}].data", problem);
            }

            if (draft.State.Tally.ByStage.Count > Progress.MaxStages)
                return Invalid($"reports[{index}].items[{i}].stage", $"the stream's items have {Progress.MaxStages} different stages, the maximum");
        }

        // Even if nothing changed: the report was received, and its id needs an event that carries it.
        var state = draft.State;
        var before = state.View.Progress with { Total = ReportRules.TotalOf(state) };
        ReportRules.Record(draft, ReportRules.FromItems(before, state.Tally, draft.Now, report.AgentId), state.Whole);
        return null;
    }

    private static void Add(Draft draft, string key, ReportedItem reported, string createdBy) =>
        draft.Record(EventName.ItemAdded, new Item(
            draft.NextId,
            draft.State.StreamId,
            Item.Company,
            key,
            reported.Name,
            reported.Stage ?? Stages.Discovered,
            reported.QualityScore,
            reported.Data ?? NoData,
            draft.Now,
            draft.Now,
            createdBy));

    private static string? Update(Draft draft, Item known, ReportedItem reported)
    {
        var item = known with
        {
            Name = reported.Name,
            Stage = reported.Stage ?? known.Stage,
            QualityScore = reported.QualityScore ?? known.QualityScore,
            Data = reported.Data is null ? known.Data : Merge(known.Data, reported.Data),
        };
        if (item == known)
            return null;
        if (item.Data.Length > JsonText.MaxDataBytes)
            return $"must be at most {JsonText.MaxDataBytes:N0} bytes together with the item's present data";
        var note = new ChangeNote { StageBefore = known.Stage, ScoreBefore = known.QualityScore };
        draft.Record(EventName.ItemUpdated, item with { UpdatedAt = draft.Now }, note);
        return null;
    }

    /// <summary>Merges the fields of two objects. Newer values win; the older object's order is kept.</summary>
    private static JsonText Merge(JsonText known, JsonText reported)
    {
        using var before = known.ToDocument();
        using var after = reported.ToDocument();
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var field in before.RootElement.EnumerateObject())
            {
                if (after.RootElement.TryGetProperty(field.Name, out var replaced))
                {
                    writer.WritePropertyName(field.Name);
                    replaced.WriteTo(writer);
                }
                else
                {
                    field.WriteTo(writer);
                }
            }

            foreach (var field in after.RootElement.EnumerateObject())
            {
                if (!before.RootElement.TryGetProperty(field.Name, out _))
                    field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    private static Refusal Invalid(string path, string message) => new(
        RefusalCode.ValidationFailed,
        ProblemText.Sentence(path, message),
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(path, [message]));
}
