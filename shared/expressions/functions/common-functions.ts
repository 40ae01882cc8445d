import { choiceFunctions } from './choice-functions.ts'
import type { FunctionTable } from './function-row.ts'
import { nodeFunctions } from './node-functions.ts'
import { numberFunctions } from './number-functions.ts'
import { textFunctions } from './text-functions.ts'
import { timeFunctions } from './time-functions.ts'

/**
 * Functions that need only their arguments, as most forms use them; `NameResolver.call` has those that need
 * the form.
 */
export const commonFunctions: FunctionTable = {
	...choiceFunctions,
	...textFunctions,
	...numberFunctions,
	...timeFunctions,
	...nodeFunctions,
}
