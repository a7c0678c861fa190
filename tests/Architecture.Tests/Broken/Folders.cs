using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Streams.Api.Fixture;

// Each type breaks a rule of FolderRules on purpose, except the one in Wiring.Hosting.
namespace Streams.Api.Fixture
{
    /// <summary>Represents a type of the API.</summary>
    internal sealed class Anything;
}

namespace Streams.Architecture.Tests.Broken
{
    namespace Grains
    {
        internal static class UsesTheApi
        {
            public static Type Api { get; } = typeof(Anything);
        }
    }

    namespace Relay
    {
        internal static class UsesTheApi
        {
            public static Type Api { get; } = typeof(Anything);
        }

        internal static class WritesToTheResponse
        {
            public static Task WriteAsync(HttpContext context) => context.Response.CompleteAsync();
        }
    }

    namespace Wiring.Feature
    {
        internal static class Registers
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<object>();
        }
    }

    namespace Wiring.Hosting
    {
        internal static class Registers
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<object>();
        }
    }
}
