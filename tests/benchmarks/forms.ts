import type { Figure } from './figures.ts'
import { measureEngine } from './form-engine.ts'
import { measureOnPhone } from './forms-on-phone.ts'

/** Forms of every size: the engine by itself, and then filled in on a slow phone. */
export const measure = async (): Promise<Figure[]> => [...measureEngine(), ...(await measureOnPhone())]
