using Streams.Api.Problems;
using Streams.Grains.EventLog;

namespace Streams.Api.Hosting;

/// <summary>
/// Runs a read of the API again that a silo which just died did not answer, for as long as it takes to find that out: a page that is opened then comes a little later
/// instead of with an error. What changes something is not repeated here; reports have their own way, and their ids.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="time">Paces and bounds it.</param>
internal sealed class RepeatedReads(RequestDelegate next, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(8);

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Path.StartsWithSegments("/api") ? RepeatAsync(context) : next(context);

    private async Task RepeatAsync(HttpContext context)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception failure) when (IsOfTheCluster(failure) && !context.Response.HasStarted && time.GetElapsedTime(began) + Pause < GiveUp)
            {
                // Nothing was answered: an endpoint writes only once it has what it asked for.
            }

            await Task.Delay(Pause, time, context.RequestAborted);
        }
    }

    // The storage has its own queues and limits; asking it again would only add to them.
    private static bool IsOfTheCluster(Exception failure) => failure is not LogUnavailableException && Failures.ToRefusal(failure) is not null;
}
