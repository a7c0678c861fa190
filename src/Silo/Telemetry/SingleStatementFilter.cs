using System.Diagnostics;
using OpenTelemetry;

namespace Streams.Silo.Telemetry;

/// <summary>Drops traces that consist of a single database statement: Orleans polls its membership table every few seconds.</summary>
internal sealed class SingleStatementFilter : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        // The exporter runs later and takes only recorded spans.
        if (data.Source.Name == "Npgsql" && data.ParentSpanId == default)
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
