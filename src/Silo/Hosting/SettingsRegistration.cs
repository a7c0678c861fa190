using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Silo.Hosting;

/// <summary>Registers and validates settings.</summary>
public static class SettingsRegistration
{
    /// <summary>Binds the settings to the section that <see cref="SectionAttribute"/> names, and validates them when the host starts.</summary>
    /// <returns>The validated settings as configured so far, for building the host.</returns>
    /// <exception cref="OptionsValidationException">A setting is invalid; each failure gives its name and the valid values.</exception>
    public static T AddSettings<T, TValidator>(this IHostApplicationBuilder builder)
        where T : class, new()
        where TValidator : class, IValidateOptions<T>, new()
    {
        var section = builder.Configuration.GetSection(SectionAttribute.Of(typeof(T)));
        builder.Services.AddSettings<T, TValidator>();
        var settings = section.Get<T>() ?? new T();
        var result = new TValidator().Validate(Options.DefaultName, settings);
        return result.Failed ? throw new OptionsValidationException(Options.DefaultName, typeof(T), result.Failures) : settings;
    }

    /// <summary>Binds the settings to the section that <see cref="SectionAttribute"/> names, and validates them when the host starts.</summary>
    public static IServiceCollection AddSettings<T, TValidator>(this IServiceCollection services)
        where T : class
        where TValidator : class, IValidateOptions<T>
    {
        services.AddOptions<T>().BindConfiguration(SectionAttribute.Of(typeof(T))).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>, TValidator>();
    }
}
