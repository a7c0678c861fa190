using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Streams.Grains.Settings;

/// <summary>
/// Checks one setting. The message names the setting, its value and what it must be, unless <see cref="ValidationAttribute.ErrorMessage"/> replaces it, in which {0} is the value.
/// A setting that is null is valid.
/// </summary>
public abstract class SettingAttribute : ValidationAttribute
{
    /// <returns>What the value must be, following "it must be", or null if it is valid.</returns>
    protected abstract string? Expected(object value);

    /// <inheritdoc/>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is null || Expected(value) is not { } expected)
            return ValidationResult.Success;
        var name = $"{SectionAttribute.Of(validationContext.ObjectType)}:{validationContext.MemberName}";
        var shown = value is string ? $"'{value}'" : Convert.ToString(value, CultureInfo.InvariantCulture);
        return new(ErrorMessage is { } own ? string.Format(CultureInfo.InvariantCulture, own, shown) : $"{name} is {shown}; it must be {expected}.");
    }
}
