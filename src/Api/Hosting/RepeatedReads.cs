using Streams.Api.Problems;
using Streams.Grains.EventLog;

namespace Streams.Api.Hosting;

/// <summary>
/// Repeats reads of the API that fail because a silo just died, until that is detected: a page that opens at that moment loads a little later instead of failing.
/// Changes are not repeated here; reports have ids and their own retries.
/// </summary>
internal sealed class RepeatedReads(RequestDelegate next, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(8);

    public Task InvokeAsync(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && context.Request.Path.StartsWithSegments("/api") ? RepeatAsync(context) : next(context);

    private async Task RepeatAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        Backoff? backoff = null;
        while (true)
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception failure) when (IsClusterFailure(failure) && !context.Response.HasStarted && time.GetElapsedTime(began) + LastPause < GiveUp)
            {
                // Nothing was sent yet: an endpoint writes only when it has its result.
            }

            await Task.Delay((backoff ??= new(FirstPause, LastPause)).Next(), time, context.RequestAborted);
        }
    }

    // The storage has its own queues and limits; repeats would only add load.
    private static bool IsClusterFailure(Exception failure) => failure is not LogUnavailableException && Failures.ToRefusal(failure) is not null;
}
