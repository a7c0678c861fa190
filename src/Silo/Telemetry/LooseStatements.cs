using System.Diagnostics;
using OpenTelemetry;

namespace Streams.Silo.Telemetry;

/// <summary>Leaves out traces that are one statement to the database and nothing else: Orleans' looking after its membership table, every few seconds.</summary>
internal sealed class LooseStatements : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        // The exporter, which comes after, takes what is recorded.
        if (data.Source.Name == "Npgsql" && data.ParentSpanId == default)
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
