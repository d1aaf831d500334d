using FunctionalNet.Schemas;
using Onnx;

namespace FunctionalNet.Rewriting;

/// <summary>
/// Declares a file to be of another opset, with its nodes as they are: possible where each of them means the same there. It needs no shapes,
/// unlike writing the file anew.
/// </summary>
internal static class OpsetStamp
{
    // Before it, operators changed their meaning more than their schemas tell.
    private const int Oldest = 11;

    // Operators whose schema did not change when their meaning did, and the opset that changed it: a scale for each channel instead of each
    // group; equal parts that are to be counted.
    private static readonly (string Operator, int Since)[] Redefined = [("GroupNormalization", 21), ("Split", 18)];

    /// <summary>Changes the opset of a file.</summary>
    /// <param name="model">The file, which is modified unless an error is returned.</param>
    /// <param name="opset">The opset.</param>
    /// <returns>Why it cannot be; null if it can.</returns>
    public static string? Into(ModelProto model, int opset)
    {
        var sets = model.Functions.Select(function => function.OpsetImport).Append(model.OpsetImport).ToArray();
        var functions = model.Functions.Select(function => (function.Domain, function.Name)).ToHashSet();
        var problem = model
            .Functions.Select(function =>
                (Nodes: Subgraphs.Of(new GraphProto { Node = { function.Node } }), Sets: function.OpsetImport)
            )
            .Append((Nodes: Subgraphs.Of(model.Graph), Sets: model.OpsetImport))
            .SelectMany(part =>
                part.Nodes.SelectMany(graph => graph.Node).Select(node => (node, From: OnnxModel.Version(part.Sets)))
            )
            .Where(one => one.node.Domain is "" or "ai.onnx" && !functions.Contains((one.node.Domain, one.node.OpType)))
            .Select(one => Problem(one.node, one.From, opset))
            .FirstOrDefault(problem => problem is not null);
        if (problem is not null)
        {
            return problem;
        }

        foreach (var set in sets.SelectMany(all => all).Where(set => set.Domain is "" or "ai.onnx"))
        {
            set.Version = opset;
        }

        model.IrVersion = Math.Max(model.IrVersion, Export.Opsets.IrVersion(opset));
        return null;
    }

    private static string? Problem(NodeProto node, long from, int to)
    {
        var (now, then) = (
            OperatorSchemas.Of(string.Empty, node.OpType, from),
            OperatorSchemas.Of(string.Empty, node.OpType, to)
        );
        return now is null || then is null or { IsDeprecated: true } ? $"opset {to} lacks {node.OpType}"
            : now.Since == then.Since ? null
            : from < Oldest || !MeansTheSame(node, now, then)
                ? $"{node.OpType} of opset {now.Since} is another in opset {then.Since}"
            : null;
    }

    // The older form is part of the newer one, and the node uses nothing else.
    private static bool MeansTheSame(NodeProto node, OperatorSchema now, OperatorSchema then)
    {
        var (older, newer) = now.Since < then.Since ? (now, then) : (then, now);
        return !Redefined.Any(change =>
                change.Operator == older.Name && older.Since < change.Since && newer.Since >= change.Since
            )
            && Begins(older.Inputs, newer.Inputs, node.Input.Count)
            && Begins(older.Outputs, newer.Outputs, node.Output.Count)
            && node.Input.Count <= Places(older.Inputs)
            && node.Output.Count <= Places(older.Outputs)
            && older.Attributes.Values.All(attribute =>
                newer.Attributes.GetValueOrDefault(attribute.Name) is { } same
                && same.Type == attribute.Type
                && Equals(Text(same.Default), Text(attribute.Default))
            )
            && newer.Attributes.Values.All(attribute =>
                older.Attributes.ContainsKey(attribute.Name) || !attribute.IsRequired
            )
            && node.Attribute.All(attribute => older.Attributes.ContainsKey(attribute.Name));
    }

    // Whether the operands that a node has are the same in both, and no others are needed.
    private static bool Begins(IReadOnlyList<Formal> older, IReadOnlyList<Formal> newer, int used) =>
        older.Zip(newer, (a, b) => a.Name == b.Name).Take(used).All(same => same)
        && newer.Skip(older.Count).All(formal => formal.Presence is Presence.Optional or Presence.Any);

    private static int Places(IReadOnlyList<Formal> formals) =>
        formals is [.., { IsRepeated: true }] ? int.MaxValue : formals.Count;

    private static string? Text(object? value) =>
        value is System.Collections.IEnumerable and not string
            ? string.Join(',', ((System.Collections.IEnumerable)value).Cast<object>())
            : value?.ToString();
}
