using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>
/// Parses reports from HTTP and from the hub. The result is typed and within every limit of the contract; the grain only checks it against the state of the stream.
/// </summary>
internal static class ReportReader
{
    /// <summary>Reads the argument <c>reports</c> of a hub call: any JSON value. It is read like an HTTP body, so that the same rules apply.</summary>
    public static Outcome<ImmutableArray<Report>> ReadArgument(JsonElement? reports)
    {
        if (!JsonBody.FromArgument(reports, """{"reports":"""u8, "}"u8).TryGet(out var body, out var refusal))
            return refusal;
        using (body)
            return ReadBody(body.Root);
    }

    /// <summary>Reads the body of <c>POST …/reports</c>.</summary>
    public static Outcome<ImmutableArray<Report>> ReadBody(JsonElement body)
    {
        var shape = new ShapeReader();
        if (shape.IsObject(body) && shape.Require(body, "reports", out var reports))
            return ReadArray(reports);
        return shape.Refusal!;
    }

    /// <summary>Reads the body of one report, of a known kind.</summary>
    /// <param name="body">The report; <c>kind</c> may be omitted.</param>
    /// <param name="kind">The kind that the address implies.</param>
    /// <param name="idempotencyKey">The values of the header <c>Idempotency-Key</c>, an alternative to <c>report_id</c>.</param>
    public static Outcome<ImmutableArray<Report>> ReadOne(JsonElement body, ReportKind kind, IReadOnlyList<string?> idempotencyKey)
    {
        var shape = new ShapeReader();
        var key = IdempotencyKey.Read(shape, idempotencyKey);
        if (!shape.IsObject(body))
            return shape.Refusal!;
        if (ShapeReader.TryGet(body, "kind", out _) && shape.TryRequiredEnum<ReportKind>(body, "kind", out var given) && given != kind)
            shape.FailAt("kind", "does not match the address; omit it");
        var report = ReadKind(shape, body, kind);
        if (key is not null && report.ReportId is { Length: > 0 } id && id != key)
            shape.FailAt("report_id", $"must be the same as the header {IdempotencyKey.Header} where both are given");
        return shape.Refusal is { } refusal ? refusal : ImmutableArray.Create(report with { ReportId = report.ReportId ?? key });
    }

    private static Outcome<ImmutableArray<Report>> ReadArray(JsonElement array)
    {
        var shape = new ShapeReader();
        shape.Enter("reports");
        if (!shape.IsArray(array, 1, Report.MaxBatch))
            return shape.Refusal!;
        var (reports, count) = (new Report[array.GetArrayLength()], 0);
        foreach (var element in array.EnumerateArray())
        {
            shape.Enter(count);
            if (shape.IsObject(element) && shape.TryRequiredEnum<ReportKind>(element, "kind", out var kind))
                reports[count] = ReadKind(shape, element, kind);
            shape.Leave();
            count++;
            if (shape.IsFull)
                break;
        }

        return shape.Refusal is { } refusal ? refusal : ImmutableCollectionsMarshal.AsImmutableArray(reports);
    }

    private static Report ReadKind(ShapeReader shape, JsonElement element, ReportKind kind)
    {
        var id = shape.OptionalId(element, "report_id");
        return kind switch
        {
            ReportKind.Activity => ReportShapes.Activity(shape, element, id),
            ReportKind.Milestone => ReportShapes.Milestone(shape, element, id),
            ReportKind.Items => ReportShapes.Items(shape, element, id),
            ReportKind.Heartbeat => ReportShapes.Heartbeat(shape, element, id),
            ReportKind.Advance => ReportShapes.Advance(shape, element, id),
            _ => ReportShapes.Progress(shape, element, id),
        };
    }
}
