import { commonFunctions } from './functions/common-functions.ts'
import { digestFunctions } from './functions/digest-functions.ts'
import type { FunctionTable } from './functions/function-row.ts'
import { rareFunctions } from './functions/rare-functions.ts'

/** All functions: for the importer, the server and the desk. */
export const allFunctions: FunctionTable = { ...commonFunctions, ...rareFunctions, ...digestFunctions }
