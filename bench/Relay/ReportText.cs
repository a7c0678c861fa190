using System.Globalization;
using System.Text;

namespace Streams.Bench.Relay;

/// <summary>Request bodies as an agent sends them.</summary>
internal static class ReportText
{
    private const int Total = 1_000_000_000;

    /// <summary>A body for <c>/reports</c>.</summary>
    /// <param name="first">The number of the first report.</param>
    /// <param name="count">Number of reports.</param>
    /// <param name="activityEvery">Every Nth report is an activity.</param>
    public static HttpContent Body(int first, int count, int activityEvery)
    {
        var text = new StringBuilder("""{"reports":[""");
        for (var number = first; number < first + count; number++)
        {
            if (number > first)
                text.Append(',');
            if (number % activityEvery == activityEvery - 1)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $$"""{"kind":"activity","agent_id":"a","agent_name":"Busy agent","agent_type":"busy","activity_type":"progress","message":"Found company {{number}}."}""");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $$"""{"kind":"progress","completed":{{number}},"total":{{Total}}}""");
            }
        }

        return LoadClient.Body(text.Append("]}").ToString());
    }
}
