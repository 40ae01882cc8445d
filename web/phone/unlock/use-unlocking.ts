import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type LocalEnrolment, unlock, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { personSettings, savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { saveEscrowedKeyLater } from './save-escrowed-key-later.ts'

/** The PIN of a person, and the attempts to unlock the phone with it: by a button, or after its last digit. */
export function useUnlocking(
	person: LocalEnrolment,
	prepare: () => Promise<unknown>,
	onUnlock: (vaultSession: VaultSession) => void,
) {
	const [pin, setPin] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isOpening, setOpening] = useState(false)
	/** The same at once: Enter after the last digit arrives before the screen is drawn again, and would be a second try. */
	const isTrying = useRef(false)
	/** Key of the PIN field: a new field after a wrong PIN has the focus again. */
	const [tries, setTries] = useState(0)
	const { pinLength } = useLocalData(() => personSettings(person.device), person.device) ?? {}
	/** False after a failure at the last digit: the second PIN may have more digits, and nothing is tried without end. */
	const [opensByItself, setOpensByItself] = useState(true)
	/** False after the user was switched: nobody else's work may open then. */
	const isShown = useRef(true)
	useEffect(() => {
		isShown.current = true
		return () => {
			isShown.current = false
		}
	}, [])
	/** Loads the rest of the app. If it cannot be loaded, returns false: the PIN stays, and the user is told what to do. */
	async function tryPrepare(): Promise<boolean> {
		try {
			await prepare()
			return true
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setOpensByItself(false)
			setOpening(false)
			isTrying.current = false
			return false
		}
	}
	async function open() {
		if (isTrying.current) return
		isTrying.current = true
		setOpening(true)
		setProblem(null)
		if (!(await tryPrepare())) return
		try {
			const vaultSession = await unlock(person.device, pin)
			if (!isShown.current) return
			saveEscrowedKeyLater(person.device, pin)
			if (!vaultSession.isDecoy && pin.length !== pinLength)
				void savePersonSettings(person.device, { pinLength: pin.length }).catch(() => undefined)
			onUnlock(vaultSession)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setPin('')
			if (pin.length === pinLength) setOpensByItself(false)
			setTries(tries + 1)
			setOpening(false)
			isTrying.current = false
		}
	}
	// a quick PIN is complete before its length was read
	const isComplete = opensByItself && !isOpening && pin.length > 0 && pin.length === pinLength
	const opening = useRef(open)
	opening.current = open
	useEffect(() => {
		if (isComplete) void opening.current()
	}, [isComplete])
	return { pin, setPin, open, problem, isOpening, tries }
}
