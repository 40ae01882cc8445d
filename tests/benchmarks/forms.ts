import type { Figure } from './benchmark-result.ts'
import { measureEngine } from './form-engine.ts'
import { measureOnPhone } from './forms-on-phone.ts'

/** Measures forms of every size: the engine alone, and filled in on a slow phone. */
export const measure = async (): Promise<Figure[]> => [...measureEngine(), ...(await measureOnPhone())]
