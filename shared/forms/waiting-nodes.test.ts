import { expect, test } from 'vitest'
import type { FormNode } from './form-nodes.ts'
import { WaitingNodes } from './waiting-nodes.ts'

const inOrder = [0, 1, 2, 3].map((rank) => ({ rank }) as FormNode)
const [first, second, , last] = inOrder as [FormNode, FormNode, FormNode, FormNode]
const next = (waiting: WaitingNodes) => {
	const found = waiting.next()
	return found && [found.node.rank, [...found.under]]
}

test('nodes are returned by rank, each once, with the rows of all additions', () => {
	const waiting = new WaitingNodes(inOrder)
	waiting.add(last, ['a'])
	waiting.add(first, ['a'])
	waiting.add(last, ['b', 'a'])
	expect([next(waiting), next(waiting), next(waiting)]).toEqual([[0, ['a']], [3, ['a', 'b']], null])
})

test('a node that is added on the way is returned in its turn', () => {
	const waiting = new WaitingNodes(inOrder)
	waiting.add(first, ['a'])
	waiting.add(last, ['a'])
	expect(next(waiting)).toEqual([0, ['a']])
	waiting.add(second, ['b'])
	expect([next(waiting), next(waiting), next(waiting)]).toEqual([[1, ['b']], [3, ['a']], null])
})

test('without nodes there is none', () => {
	expect(next(new WaitingNodes(inOrder))).toBeNull()
})
