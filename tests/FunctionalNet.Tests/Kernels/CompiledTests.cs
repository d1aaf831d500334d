using System.Reflection;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>Hot loops are never inlined into their callers, where they would exceed the JIT's budget for a method.</summary>
public class CompiledTests
{
    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Fact]
    public void What_is_compiled_in_full_at_once_is_compiled_alone()
    {
        MethodInfo[] hot =
        [
            .. typeof(Tensor<>)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(All))
                .Where(method => Has(method, MethodImplAttributes.AggressiveOptimization)),
        ];
        Assert.NotEmpty(hot);
        Assert.All(hot, method => Assert.True(Has(method, MethodImplAttributes.NoInlining), $"{method}"));
    }

    private static bool Has(MethodInfo method, MethodImplAttributes flag) =>
        method.MethodImplementationFlags.HasFlag(flag);
}
