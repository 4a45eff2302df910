export interface PersonState {
  erased: boolean;
}

export function initialPerson(): PersonState {
  return { erased: false };
}
