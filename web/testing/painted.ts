import { act } from '@testing-library/react'
import { afterPaint } from '../ui/after-paint.ts'

/**
 * Resolves when everything is drawn that waits for a frame of the screen. For what must not happen: a test that looks before the frame would
 * not see it either way.
 */
export const painted = (): Promise<void> => act(() => new Promise<void>((drawn) => afterPaint(drawn)))
