using Microsoft.AspNetCore.Builder;

namespace Streams.Silo.Hosting;

/// <summary>Runs a process from its start to its end.</summary>
public static class AppRun
{
    /// <summary>Returns once the process was told to stop and has; also where it was told so while it started, which is no failure.</summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        // Taken before: at the end the app is disposed of.
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && exception is OperationCanceledException or OrleansLifecycleCanceledException)
        {
            // What had been started is stopped with the host. Orleans says in a way of its own that it was told to stop between two stages of its start.
        }
    }
}
