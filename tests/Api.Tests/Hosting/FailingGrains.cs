using System.Reflection;

namespace Streams.Api.Tests.Hosting;

/// <summary>A grain factory whose calls all throw.</summary>
public class FailingGrains : DispatchProxy
{
    private Exception? _failure;

    public static IGrainFactory With(Exception failure)
    {
        var grains = Create<IGrainFactory, FailingGrains>();
        ((FailingGrains)(object)grains)._failure = failure;
        return grains;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw _failure!;
}
