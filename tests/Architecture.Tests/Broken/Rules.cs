using Microsoft.AspNetCore.Http;

// Each type breaks a rule of FolderRules on purpose.
namespace Streams.Architecture.Tests.Broken.Rules;

internal static class ReadsTheClock
{
#pragma warning disable RS0030 // The banned symbol is the point.
    public static DateTimeOffset Now() => DateTimeOffset.UtcNow;
#pragma warning restore RS0030
}

internal sealed class TakesAClock(TimeProvider time)
{
    public DateTimeOffset Now() => time.GetUtcNow();
}

internal static class MakesIds
{
#pragma warning disable RS0030 // The banned symbol is the point.
    public static Guid Id() => Guid.NewGuid();
#pragma warning restore RS0030
}

internal static class ReadsAFile
{
    public static string Text(string path) => File.ReadAllText(path);
}

internal sealed class CallsAGrain(IGrainFactory grains)
{
    public IGrainFactory Grains => grains;
}

internal static class RepliesOverHttp
{
    public static void Reply(HttpContext context) => context.Response.StatusCode = StatusCodes.Status200OK;
}
