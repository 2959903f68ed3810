import { parseSync } from 'vite'

export interface Import {
  readonly from: string
  readonly how: 'import' | 'url'
  readonly line: number
}

export interface Syntax {
  readonly imports: readonly Import[]
  /** Lines of `export default`, of `export … from`, of `enum`. */
  readonly defaultExports: readonly number[]
  readonly reexports: readonly number[]
  readonly enums: readonly number[]
  /** Names declared in the file, wherever they stand. */
  readonly names: readonly { readonly name: string; readonly line: number }[]
  /** What overrides the compiler or the linter, and whether a reason stands beside it. */
  readonly suppressions: readonly {
    readonly what: string
    readonly line: number
    readonly reasoned: boolean
  }[]
  /** Children of `Show` and `Match` that are called once and give a text: it stays as it first was. */
  readonly staleTexts: readonly number[]
  /** Calls of what fetches a part of the app that are given anything but the import of one. */
  readonly madeParts: readonly number[]
  readonly faults: readonly string[]
}

type Node = Record<string, unknown> & { readonly type: string; readonly start: number }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const textOf = (value: unknown, field: string): string | null => {
  if (!isNode(value)) return null
  const text = value[field]
  return typeof text === 'string' ? text : null
}

const DIRECTIVE = /^\s*(@ts-(?:expect-error|ignore|nocheck)|(?:oxlint|eslint)-disable\S*|prettier-ignore)/

/** Reads one TypeScript or JavaScript file for everything the rules ask about. */
export const readSyntax = (path: string, text: string): Syntax => {
  const parsed = parseSync(path, text)
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineOf = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  const commentLines = new Set<number>()
  const reasonLines = new Set<number>()
  for (const comment of parsed.comments) {
    const line = lineOf(comment.start)
    const before = text.slice(starts[line - 1], comment.start)
    if (/^\s*reason:\s*\S/.test(comment.value)) reasonLines.add(line)
    if (before.trim() === '') for (let at = line; at <= lineOf(comment.end); at++) commentLines.add(at)
  }
  const reasonAt = (line: number): boolean => {
    if (reasonLines.has(line)) return true
    for (let at = line - 1; commentLines.has(at); at--) if (reasonLines.has(at)) return true
    return false
  }

  const imports: Import[] = []
  const defaultExports: number[] = []
  const reexports: number[] = []
  const enums: number[] = []
  const names: { name: string; line: number }[] = []
  const staleTexts: number[] = []
  const madeParts: number[] = []
  const suppressions: { what: string; line: number; reasoned: boolean }[] = []

  const suppress = (what: string, node: Node, statement: number): void => {
    const line = lineOf(node.start)
    suppressions.push({ what, line, reasoned: reasonAt(line) || reasonAt(statement) })
  }
  const imported = (source: unknown, how: Import['how'], node: Node): void => {
    const from = textOf(source, 'value')
    if (from !== null) imports.push({ from, how, line: lineOf(node.start) })
  }

  const visit = (node: Node, statement: number): void => {
    const line = lineOf(node.start)
    const inside = /Statement$|Declaration$|^ExportNamed|Specifier$|PropertyDefinition$/.test(node.type)
      ? line
      : statement
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        imported(node['source'] ?? node['argument'], 'import', node)
        break
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node['source']) {
          imported(node['source'], 'import', node)
          reexports.push(line)
        }
        break
      case 'ExportDefaultDeclaration':
        defaultExports.push(line)
        break
      case 'JSXElement': {
        const opening = node['openingElement']
        const name = isNode(opening) ? textOf(opening['name'], 'name') : null
        if (name !== 'Show' && name !== 'Match') break
        for (const child of Array.isArray(node['children']) ? node['children'] : []) {
          const called: unknown = isNode(child) ? child['expression'] : null
          if (!isNode(called) || called.type !== 'ArrowFunctionExpression') continue
          const body = called['body']
          if (
            isNode(body) &&
            (/^(?:TemplateLiteral|LogicalExpression|BinaryExpression)$/.test(body.type) ||
              /^(?:count$|clip$|print[A-Z])/.test(textOf(body['callee'], 'name') ?? ''))
          )
            staleTexts.push(lineOf(called.start))
        }
        break
      }
      case 'TSEnumDeclaration':
        enums.push(line)
        break
      case 'CallExpression': {
        if (!/^(?:fetchCode|latePart)$/.test(textOf(node['callee'], 'name') ?? '')) break
        const given = Array.isArray(node['arguments']) ? node['arguments'][0] : null
        const body = isNode(given) && given.type === 'ArrowFunctionExpression' ? given['body'] : null
        if (!isNode(body) || body.type !== 'ImportExpression') madeParts.push(line)
        break
      }
      case 'NewExpression': {
        const args = Array.isArray(node['arguments']) ? node['arguments'] : []
        const base = args[1]
        if (
          textOf(node['callee'], 'name') === 'URL' &&
          isNode(base) &&
          textOf(base['property'], 'name') === 'url'
        )
          imported(args[0], 'url', node)
        break
      }
      case 'TSAsExpression':
      case 'TSTypeAssertion': {
        const target = node['typeAnnotation']
        const name = isNode(target) ? textOf(target['typeName'], 'name') : null
        if (name !== 'const') suppress('`as`', node, inside)
        break
      }
      case 'TSNonNullExpression':
        suppress('`!`', node, inside)
        break
      case 'TSAnyKeyword':
        suppress('`any`', node, inside)
        break
      case 'VariableDeclarator':
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration': {
        const name = textOf(node['id'], 'name')
        if (name !== null) names.push({ name, line })
        break
      }
    }
    for (const value of Object.values(node))
      if (Array.isArray(value)) {
        for (const child of value) if (isNode(child)) visit(child, inside)
      } else if (isNode(value)) visit(value, inside)
  }
  if (isNode(parsed.program)) visit(parsed.program, 1)
  for (const comment of parsed.comments) {
    const directive = DIRECTIVE.exec(comment.value)?.[1]
    if (directive === undefined) continue
    const line = lineOf(comment.start)
    suppressions.push({ what: directive, line, reasoned: reasonAt(line) })
  }
  return {
    imports,
    defaultExports,
    reexports,
    enums,
    names,
    suppressions,
    staleTexts,
    madeParts,
    faults: parsed.errors.map((fault) => fault.message),
  }
}
